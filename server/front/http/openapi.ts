// The HTTP API as OpenAPI 3.1, derived from the routes.
import { z } from "zod";
import { problemDetailsSchema } from "../../protocol/http.ts";
import type { OwnResponse, RouteDescription } from "./route.ts";

/** A plain JSON document, always the same for the same routes. */
export function openApi(routes: readonly RouteDescription[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method]: operation(path, route) };
  }
  const description =
    "A learner is a signed cookie, created on the first visit. Errors are problem details (RFC 9457).";
  return { openapi: "3.1.0", info: { title: "ws101", version: "1", description }, paths };
}

function operation(path: string, { summary, body, query, response, others = {} }: RouteDescription): object {
  const parameters = [...pathParameters(path), ...queryParameters(query)];
  const success = response === "upgrade" ? {} : { 200: { description: "Success.", content: contentOf(response) } };
  return {
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(body, "input") } }),
    responses: { ...success, ...otherResponses(others) },
  };
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
    return { name, in: "path", required: true, schema: { type: "string" } };
  });
}

function queryParameters(query: z.ZodObject | undefined): object[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: "input" });
  return Object.entries(properties).map(([name, schema]) => {
    return { name, in: "query", required: required.includes(name), schema };
  });
}

function otherResponses(others: Readonly<Record<string, string>>): object {
  const problem = { "application/problem+json": { schema: schemaOf(problemDetailsSchema, "output") } };
  const entries = Object.entries(others).map(([status, description]) => {
    return [status, status < "400" ? { description } : { description, content: problem }];
  });
  return Object.fromEntries(entries);
}

const mediaTypes: Readonly<Record<OwnResponse, string>> = {
  text: "text/plain",
  html: "text/html",
  script: "text/javascript",
  image: "image/png",
  zip: "application/zip",
  upgrade: "text/plain",
};

function contentOf(response: RouteDescription["response"]): object {
  if (typeof response === "string") return { [mediaTypes[response]]: { schema: { type: "string" } } };
  return json(response, "output");
}

function json(schema: z.ZodType, io: "input" | "output"): object {
  return { "application/json": { schema: schemaOf(schema, io) } };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): object {
  const { $schema: _version, ...rest } = z.toJSONSchema(schema, { io, reused: "inline" });
  return rest;
}
