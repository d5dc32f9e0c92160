/** C text as a module: esbuild's text loader in the bundle, a small plugin in the tests. */
declare module '*.c' {
  const text: string;
  export default text;
}
declare module '*.h' {
  const text: string;
  export default text;
}
