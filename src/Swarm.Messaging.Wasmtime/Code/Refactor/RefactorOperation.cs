using System.Text;
using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Code.Refactor;

/// <summary>
/// Renames a symbol: <c>{ "symbol": "total", "newName": "sum", "position"?: { "line": 3, "column": 7 } }</c>.
/// Result: contracts/schemas/results/code-refactor.json.
/// </summary>
internal sealed class RefactorOperation : ICodeOperation
{
    private const int LongestName = 200;

    public string Name => "refactor";

    public IReadOnlyList<string> Fields => ["symbol", "newName", "position"];

    public bool WantsContent => true;

    public Func<CodeStep>? Read(CodePayload payload, JsonElement fields, List<Violation> violations)
    {
        var symbol = ReadName(payload, fields, "symbol", "the name as it stands in the content", violations);
        var newName = ReadName(payload, fields, "newName", "the name it is to have", violations);
        var position = Position.Read(fields, "payload", violations);
        if (newName is not null && Identifiers.IsKeyword(payload.Language, newName))
            violations.Add(new Violation("payload.newName", newName, $"is a keyword of {payload.Language}.", "keyword"));
        if (newName is not null && newName == symbol)
            violations.Add(new Violation("payload.newName", newName, "must differ from symbol.", "same_name"));
        if (violations.Count > 0)
            return null;
        return () => new CodeStep.Call(
            Name,
            Encoding.UTF8.GetBytes(payload.Content!),
            new GuestRequest().Add(symbol!).Add(newName!).Add(position?.Line ?? 0).Add(position?.Column ?? 0).Bytes,
            GuestAnswer.Of);
    }

    private static string? ReadName(CodePayload payload, JsonElement fields, string field, string what, List<Violation> violations)
    {
        var name = PayloadFields.Required(fields, field, what, violations);
        if (name is null || (name.Length <= LongestName && Identifiers.IsIdentifier(payload.Language, name)))
            return name;
        violations.Add(new Violation(
            $"payload.{field}", PayloadRules.Cut(name), $"must be one identifier of {payload.Language}, at most {LongestName} characters.", "not_an_identifier"));
        return null;
    }
}
