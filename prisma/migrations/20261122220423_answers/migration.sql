-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_IdempotentAnswer" (
    "actorId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("actorId", "key")
);
INSERT INTO "new_IdempotentAnswer" ("actorId", "body", "command", "createdAt", "inputHash", "key") SELECT "actorId", "body", "command", "createdAt", "inputHash", "key" FROM "IdempotentAnswer";
DROP TABLE "IdempotentAnswer";
ALTER TABLE "new_IdempotentAnswer" RENAME TO "IdempotentAnswer";
CREATE INDEX "IdempotentAnswer_createdAt_idx" ON "IdempotentAnswer"("createdAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
