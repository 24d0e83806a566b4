// stub
export default function PreflightPage() {
  return <main />;
}
