// Node's inspect expects a global that this engine does not have; it may go again once inspect has loaded.
if (!("Atomics" in globalThis)) Object.assign(globalThis, { Atomics: {} });
