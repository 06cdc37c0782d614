// The official client of that API, told nothing but another address; prints what it read as JSON.
const { Client } = require("@petfinder/petfinder-js");

const [, , baseUrl, apiKey, secret] = process.argv;
const client = new Client({ apiKey, secret, baseUrl });

(async () => {
  const types = (await client.animalData.types()).data;
  const breeds = (await client.animalData.breeds("dog")).data;
  const page = (await client.animal.search({ type: "dog", limit: 2, page: 1 })).data;
  const one = (await client.animal.show(page.animals[0].id)).data;
  const organizations = (await client.organization.search()).data;
  const organization = (await client.organization.show(one.animal.organization_id)).data;
  const refused = await client.animal.search({ type: "unicorn" }).catch((error) => error.invalidParams);
  console.log(JSON.stringify({ types, breeds, page, one, organizations, organization, refused }));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
