/** How the fake tells that it saw base64 data: by its length, so that a lost or doubled byte shows. */
export function describeBase64(data: string): string {
  return `${Buffer.from(data, 'base64').length} bytes`;
}

/** How the fake tells that it saw an address: data URLs by their length, others as they are. */
export function describeUrl(url: string): string {
  const data = /^data:[^,]*;base64,(.*)$/s.exec(url);
  return data?.[1] === undefined ? url : describeBase64(data[1]);
}
