-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_ArrayIdentity" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "wwidPrefix" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "maxRunningCopies" INTEGER NOT NULL DEFAULT 8,
    "eventsKept" INTEGER NOT NULL DEFAULT 100000
);
INSERT INTO "new_ArrayIdentity" ("createdAt", "id", "name", "wwidPrefix") SELECT "createdAt", "id", "name", "wwidPrefix" FROM "ArrayIdentity";
DROP TABLE "ArrayIdentity";
ALTER TABLE "new_ArrayIdentity" RENAME TO "ArrayIdentity";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
