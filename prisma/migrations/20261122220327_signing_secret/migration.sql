-- CreateTable
CREATE TABLE "SigningSecret" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "value" TEXT NOT NULL
);
