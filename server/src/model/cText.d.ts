/** C text as a module: esbuild's text loader in the bundle, a small plugin in the tests. */
declare module '*.c' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: that is what the text loader makes of a file
  export default text;
}
declare module '*.h' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: that is what the text loader makes of a file
  export default text;
}
