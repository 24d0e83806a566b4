// Node's own util.inspect, from npm.
import { inspect } from "node-inspect-extracted";

// It looks for `URL` when it first shows an instance of a class: now, while the console has replaced it.
inspect(new (class Instance {})());

export { format, inspect, Proxy } from "node-inspect-extracted";
