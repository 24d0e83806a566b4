// The terminal's colours for light and dark; its ground is that of the pane it stands in.
import type { ITheme } from "@xterm/xterm";

export const light: ITheme = {
  foreground: "#1f2933",
  selectionBackground: "#bfdbd8",
  black: "#1f2933",
  red: "#b42318",
  green: "#17663a",
  yellow: "#8a5300",
  blue: "#175cd3",
  magenta: "#8b2fb0",
  cyan: "#0b6b70",
  white: "#52606d",
  brightBlack: "#616e7c",
  brightRed: "#b42318",
  brightGreen: "#17663a",
  brightYellow: "#8a5300",
  brightBlue: "#175cd3",
  brightMagenta: "#8b2fb0",
  brightCyan: "#0b6b70",
  brightWhite: "#1f2933",
};

export const dark: ITheme = {
  foreground: "#d6dde6",
  selectionBackground: "#2b5c58",
  black: "#8b95a3",
  red: "#ff8f85",
  green: "#6fd29a",
  yellow: "#e9b949",
  blue: "#84b6ff",
  magenta: "#d9a1f5",
  cyan: "#5fd0cf",
  white: "#d6dde6",
  brightBlack: "#8b95a3",
  brightRed: "#ff8f85",
  brightGreen: "#6fd29a",
  brightYellow: "#e9b949",
  brightBlue: "#84b6ff",
  brightMagenta: "#d9a1f5",
  brightCyan: "#5fd0cf",
  brightWhite: "#ffffff",
};
