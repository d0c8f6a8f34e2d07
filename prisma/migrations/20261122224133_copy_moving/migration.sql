-- AlterTable
ALTER TABLE "Copy" ADD COLUMN "movingTo" TEXT;
