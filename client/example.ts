/** How a frontend uses the types: a few lines over fetch, and the compiler knows every field. */

import type { components, operations } from "./hearth.js";

type Schemas = components["schemas"];
export type Pet = Schemas["PublicPet"];
export type OwnPet = Schemas["PrivatePet"];
export type Problem = Schemas["Problem"];
type PetQuery = NonNullable<operations["pets_list"]["parameters"]["query"]>;

/** Thrown for every refusal; `problem.code` names its kind, `problem.errors` the fields of a 422. */
export class Refused extends Error {
  constructor(readonly problem: Problem, readonly retryAfter: number | null) {
    super(problem.detail);
  }

  /** What is wrong with one field, in a sentence. */
  about(pointer: string): string | undefined {
    return this.problem.errors?.find((error) => error.pointer === pointer)?.detail;
  }
}

export class Hearth {
  constructor(private readonly base: string, private readonly token?: string) {}

  /** Pets that look for a home, page after page, for as long as the caller goes on. */
  async *pets(query: PetQuery = {}): AsyncGenerator<Pet> {
    const words = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      for (const word of Array.isArray(value) ? value : [value]) words.append(name, String(word));
    }
    let next: string | null = `${this.base}/api/v1/pets?${words}`;
    while (next !== null) {
      const page: Schemas["PaginatedPublicPetList"] = await this.read(await this.send("GET", next));
      yield* page.results;
      next = page.next;
    }
  }

  /** List a pet. Sent again with the same key, after a lost answer say, it lists no second one. */
  async listPet(pet: Schemas["PetCreateInputRequest"], key = crypto.randomUUID()): Promise<OwnPet> {
    const answer = await this.send("POST", `${this.base}/api/v1/pets`, pet, { "Idempotency-Key": key });
    return this.read<OwnPet>(answer);
  }

  /** Change a pet that was read before; refused with `stale_version` when somebody changed it since. */
  async changePet(pet: OwnPet, changes: Schemas["PatchedPetInputRequest"]): Promise<OwnPet> {
    const seen = { "If-Match": `"${pet.version}"` };
    return this.read<OwnPet>(await this.send("PATCH", `${this.base}/api/v1/pets/${pet.id}`, changes, seen));
  }

  private send(method: string, url: string, body?: object, extra: Record<string, string> = {}) {
    const headers = new Headers({ Accept: "application/json", ...extra });
    if (this.token) headers.set("Authorization", `Bearer ${this.token}`);
    if (body) headers.set("Content-Type", "application/json");
    return fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  }

  private async read<T>(answer: Response): Promise<T> {
    if (answer.ok) return (await answer.json()) as T;
    const wait = answer.headers.get("Retry-After");
    throw new Refused((await answer.json()) as Problem, wait === null ? null : Number(wait));
  }
}

export async function example(): Promise<string> {
  const hearth = new Hearth("https://hearth.example", "a token from the sign-in");
  for await (const pet of hearth.pets({ species: ["dog", "cat"], limit: 50 })) {
    if (pet.organization?.verified) console.log(`${pet.name}, from ${pet.organization.name}`);
  }
  try {
    const draft = await hearth.listPet({ name: "Waffle", species: "cat", images: [] });
    return (draft.missing ?? []).map((item) => item.field).join(", ");
  } catch (error) {
    if (error instanceof Refused && error.problem.code === "invalid") {
      return error.about("/name") ?? error.problem.detail;
    }
    throw error;
  }
}
