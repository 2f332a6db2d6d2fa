using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Code.Edit;

/// <summary>
/// One edit of the syntax tree: <c>{ "op": "replace", "kind"?: "function", "name"?: "f", "position"?: {...}, "text": "..." }</c>.
/// <c>replace</c> puts the text in the place of a node, <c>insertBefore</c> and <c>insertAfter</c> on lines of its own around a function.
/// The node is found by its name or by a position; <c>kind</c> is <c>function</c>, <c>type</c> or a node type of the grammar.
/// </summary>
internal sealed record NodeEdit(string Op, string Kind, string Name, Position? Position, string Text)
{
    private const int LongestName = 200;

    private static readonly string[] Ops = ["replace", "insertBefore", "insertAfter"];
    private static readonly string[] Fields = ["op", "kind", "name", "position", "text"];

    public static NodeEdit? Read(JsonElement edit, string path, List<Violation> violations)
    {
        if (edit.ValueKind != JsonValueKind.Object)
        {
            violations.Add(PayloadFields.WrongType(path, edit, "an object with the fields op and text"));
            return null;
        }

        var before = violations.Count;
        PayloadFields.RefuseUnknown(edit, path, Fields, violations);
        var op = PayloadFields.Required(edit, "op", $"one of {string.Join(", ", Ops)}", violations, path);
        if (op is not null && !Ops.Contains(op))
            violations.Add(new Violation($"{path}.op", PayloadRules.Cut(op), $"must be one of {string.Join(", ", Ops)}.", "unknown_op"));
        var kind = ReadName(edit, "kind", path, violations);
        var name = ReadName(edit, "name", path, violations);
        var position = Position.Read(edit, path, violations);
        var text = PayloadFields.Required(edit, "text", "what to put there", violations, path);
        if (!PayloadFields.IsGiven(edit, "name") && !PayloadFields.IsGiven(edit, "position"))
            violations.Add(new Violation($"{path}.name", null, "is required, or else position: what the edit is about.", "missing_field"));
        return violations.Count > before ? null : new NodeEdit(op!, kind ?? "", name ?? "", position, text!);
    }

    public void AddTo(GuestRequest request) => request
        .Add(Op).Add(Kind).Add(Name).Add(Position?.Line ?? 0).Add(Position?.Column ?? 0).Add(Text);

    private static string? ReadName(JsonElement edit, string field, string path, List<Violation> violations)
    {
        var name = PayloadFields.Text(edit, field, violations, path);
        if (name is { Length: 0 or > LongestName })
            violations.Add(new Violation($"{path}.{field}", PayloadRules.Cut(name), $"must have from 1 to {LongestName} characters.", "out_of_range"));
        return name;
    }
}
