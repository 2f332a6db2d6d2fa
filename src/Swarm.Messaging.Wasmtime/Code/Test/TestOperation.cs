using System.Text;
using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Code.Test;

/// <summary>
/// Runs tests of JavaScript: <c>{ "content": "...", "tests": "test('adds', () => assertEqual(add(1, 2), 3))" }</c>.
/// A test that fails is a result, not a failed task. Result: contracts/schemas/results/code-test.json.
/// </summary>
internal sealed class TestOperation : ICodeOperation
{
    private const string DefaultFile = "content.js";

    private static readonly Lazy<string> Harness = new(() => ReadResource("harness.js"));

    public string Name => "test";

    public IReadOnlyList<string> Fields => ["tests"];

    public bool WantsContent => true;

    public Func<CodeStep>? Read(CodePayload payload, JsonElement fields, List<Violation> violations)
    {
        var tests = PayloadFields.Required(fields, "tests", "the source text of the tests", violations);
        return tests is null ? null : () => new CodeStep.Call(
            Name, Encoding.UTF8.GetBytes(payload.Content!), GuestRequest.Of(Harness.Value, FileName(payload.FilePath), tests), GuestAnswer.Of);
    }

    // The name by which tests import the content: './' and this.
    private static string FileName(string? path)
    {
        var name = path is null ? "" : path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.Length is > 0 and <= 200 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? name : DefaultFile;
    }

    private static string ReadResource(string name)
    {
        using var reader = new StreamReader(typeof(TestOperation).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
