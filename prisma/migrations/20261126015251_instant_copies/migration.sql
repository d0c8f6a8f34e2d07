-- CreateTable
CREATE TABLE "InstantCopy" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "groupId" TEXT,
    "copyRate" INTEGER NOT NULL,
    "cleanRate" INTEGER NOT NULL,
    "grainBytes" INTEGER NOT NULL,
    "incremental" BOOLEAN NOT NULL,
    "autoDelete" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "statusAt" DATETIME NOT NULL,
    "movingTo" TEXT,
    "run" INTEGER NOT NULL DEFAULT 0,
    "whole" BOOLEAN NOT NULL DEFAULT true,
    "restore" BOOLEAN NOT NULL DEFAULT false,
    "startedAt" DATETIME,
    "completedAt" DATETIME,
    "failureCode" TEXT,
    "failureDetail" TEXT,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "InstantCopy_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "VirtualDisk" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "InstantCopy_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "VirtualDisk" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "InstantCopy_groupId_fkey" FOREIGN KEY ("groupId") REFERENCES "ConsistencyGroup" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ConsistencyGroup" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "autoDelete" BOOLEAN NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "InstantCopy_nameKey_key" ON "InstantCopy"("nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "InstantCopy_targetId_key" ON "InstantCopy"("targetId");

-- CreateIndex
CREATE INDEX "InstantCopy_sourceId_idx" ON "InstantCopy"("sourceId");

-- CreateIndex
CREATE INDEX "InstantCopy_groupId_idx" ON "InstantCopy"("groupId");

-- CreateIndex
CREATE INDEX "InstantCopy_status_idx" ON "InstantCopy"("status");

-- CreateIndex
CREATE INDEX "InstantCopy_createdAt_idx" ON "InstantCopy"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "ConsistencyGroup_nameKey_key" ON "ConsistencyGroup"("nameKey");

-- CreateIndex
CREATE INDEX "ConsistencyGroup_createdAt_idx" ON "ConsistencyGroup"("createdAt");
