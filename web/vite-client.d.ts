/// <reference types="vite/client" />

// Parts of Monaco that its own types leave out.
declare module "monaco-editor/editor/standalone/browser/standaloneServices" {
  export const StandaloneServices: { get<Service>(id: { readonly service?: Service }): Service };
}
declare module "monaco-editor/platform/storage/common/storage" {
  interface StorageService {
    store(key: string, value: boolean, scope: number, target: number): void;
  }
  export const IStorageService: { readonly service?: StorageService };
}

declare module "monaco-editor/languages/definitions/typescript/typescript" {
  export const language: import("monaco-editor/editor").languages.IMonarchLanguage;
}
