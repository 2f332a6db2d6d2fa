using System.Runtime.CompilerServices;
using Swarm.Messaging.Schemas;

// dotnet run --project tools/Swarm.Messaging.Schemas: writes contracts/asyncapi.yaml and contracts/schemas/.
var contracts = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "contracts"));
foreach (var (path, text) in Artefacts.All())
{
    var file = Path.Combine(contracts, path);
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    await File.WriteAllTextAsync(file, text);
    Console.WriteLine(path);
}

static string Here([CallerFilePath] string file = "") => file;
