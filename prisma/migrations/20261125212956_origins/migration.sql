-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_VirtualDisk" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "wwid" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "poolId" TEXT NOT NULL,
    "capacityBytes" BIGINT NOT NULL,
    "readOnly" BOOLEAN NOT NULL DEFAULT false,
    "originId" TEXT,
    "status" TEXT NOT NULL,
    "statusAt" DATETIME NOT NULL,
    "statusDetail" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "VirtualDisk_poolId_fkey" FOREIGN KEY ("poolId") REFERENCES "Pool" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "VirtualDisk_originId_fkey" FOREIGN KEY ("originId") REFERENCES "VirtualDisk" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_VirtualDisk" ("capacityBytes", "createdAt", "id", "kind", "name", "nameKey", "poolId", "readOnly", "status", "statusAt", "statusDetail", "wwid") SELECT "capacityBytes", "createdAt", "id", "kind", "name", "nameKey", "poolId", "readOnly", "status", "statusAt", "statusDetail", "wwid" FROM "VirtualDisk";
DROP TABLE "VirtualDisk";
ALTER TABLE "new_VirtualDisk" RENAME TO "VirtualDisk";
CREATE UNIQUE INDEX "VirtualDisk_nameKey_key" ON "VirtualDisk"("nameKey");
CREATE UNIQUE INDEX "VirtualDisk_wwid_key" ON "VirtualDisk"("wwid");
CREATE INDEX "VirtualDisk_poolId_idx" ON "VirtualDisk"("poolId");
CREATE INDEX "VirtualDisk_originId_idx" ON "VirtualDisk"("originId");
CREATE INDEX "VirtualDisk_createdAt_idx" ON "VirtualDisk"("createdAt");
CREATE INDEX "VirtualDisk_capacityBytes_idx" ON "VirtualDisk"("capacityBytes");
CREATE INDEX "VirtualDisk_kind_idx" ON "VirtualDisk"("kind");
CREATE INDEX "VirtualDisk_status_idx" ON "VirtualDisk"("status");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- What was copied before: a copy of a snapshot bears the content of the snapshot's source.
UPDATE "VirtualDisk" SET "originId" = (
    SELECT COALESCE("Snapshot"."sourceId", "Copy"."sourceId")
    FROM "Copy" LEFT JOIN "Snapshot" ON "Snapshot"."id" = "Copy"."sourceId"
    WHERE "Copy"."targetId" = "VirtualDisk"."id"
);
