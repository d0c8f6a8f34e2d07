-- CreateTable
CREATE TABLE "Rollback" (
    "snapshotId" TEXT NOT NULL PRIMARY KEY,
    "sourceId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statusAt" DATETIME NOT NULL,
    "priority" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "begun" BOOLEAN NOT NULL,
    "failureCode" TEXT,
    "failureDetail" TEXT,
    CONSTRAINT "Rollback_snapshotId_fkey" FOREIGN KEY ("snapshotId") REFERENCES "Snapshot" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Rollback_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "VirtualDisk" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "Rollback_sourceId_key" ON "Rollback"("sourceId");
