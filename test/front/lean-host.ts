// A host whose process needs no memory of its own, so that a test can size the memory of its rooms.
process.memoryUsage.rss = () => 0;
await import("../../server/host/main.ts");
