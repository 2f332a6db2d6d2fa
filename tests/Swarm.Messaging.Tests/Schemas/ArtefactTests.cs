using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Schemas;
using Swarm.Messaging.Tests.Wasm;

namespace Swarm.Messaging.Tests.Schemas;

/// <summary>What is committed beside the contracts is what they say.</summary>
public sealed class ArtefactTests
{
    private const string Mend = "run: dotnet run --project tools/Swarm.Messaging.Schemas";

    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "..", "contracts"));

    public static TheoryData<string> Names => [.. Messages.All.Select(m => m.Name)];

    [Fact]
    public void Files_AreAsGenerated()
    {
        foreach (var (path, text) in Artefacts.All())
        {
            var file = Path.Combine(Folder, path);
            File.Exists(file).ShouldBeTrue($"{path} is missing; {Mend}");
            File.ReadAllText(file).ShouldBe(text, $"{path} differs from the contracts; {Mend}");
        }
    }

    [Fact]
    public void Schemas_OfMessagesThatAreGone_AreGone() =>
        Directory.EnumerateFiles(Path.Combine(Folder, "schemas"), "*.json").Select(Path.GetFileName)
            .ShouldBe(Messages.All.Select(m => m.FileName), ignoreOrder: true, "delete the others");

    [Fact]
    public void Generation_Twice_IsTheSame() => Artefacts.All().ShouldBe(Artefacts.All());

    [Theory]
    [MemberData(nameof(Names))]
    public void Sample_FitsItsSchema(string name)
    {
        var message = Messages.All.Single(m => m.Name == name);
        var schema = JsonElement.Parse(MessageSchema.Of(message.Type).ToJsonString());

        JsonSchemaCheck.Errors(schema, JsonElement.Parse(MessageJson.Of(message.Sample).ToJsonString())).ShouldBeEmpty();
    }

    [Fact]
    public void Schema_WrongType_IsFound()
    {
        var schema = JsonElement.Parse(MessageSchema.Of(typeof(SubmitTask)).ToJsonString());

        JsonSchemaCheck.Errors(schema, JsonElement.Parse("""{ "rank": "first" }""")).ShouldHaveSingleItem().ShouldContain("$.rank");
    }

    [Fact]
    public void AsyncApi_References_LeadSomewhere()
    {
        var document = AsyncApi.Document();
        foreach (var reference in References(document))
        {
            if (reference.StartsWith("./", StringComparison.Ordinal))
                Artefacts.All().Keys.ShouldContain(reference[2..]);
            else
                reference[2..].Split('/').Aggregate((JsonNode?)document, (node, name) => node?[name]).ShouldNotBeNull(reference);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_HasASchemaVersion(string name) =>
        Messages.All.Single(m => m.Name == name).Type.GetProperty("SchemaVersion").ShouldNotBeNull().PropertyType.ShouldBe(typeof(int));

    [Fact]
    public void EveryContractWithASchemaVersion_IsAMessageWithASchema() =>
        typeof(SubmitTask).Assembly.GetExportedTypes().Where(t => !t.IsAbstract && t.GetProperty("SchemaVersion") is not null)
            .ShouldBe(Messages.All.Select(m => m.Type), ignoreOrder: true);

    [Fact]
    public void Contracts_NeedNoPackage()
    {
        typeof(SubmitTask).Assembly.GetReferencedAssemblies().ShouldAllBe(a => a.Name!.StartsWith("System."));
        File.ReadAllText(Path.Combine(Folder, "Swarm.Messaging.Contracts", "Swarm.Messaging.Contracts.csproj")).ShouldNotContain("PackageReference");
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(f => f is { Key: "$ref", Value: { } to } ? [to.GetValue<string>()] : References(f.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private static string Here([CallerFilePath] string file = "") => file;
}
