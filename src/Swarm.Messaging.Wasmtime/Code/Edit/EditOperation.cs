using System.Text;
using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Code.Edit;

/// <summary>
/// Changes a content by <c>"edits"</c> (see <see cref="NodeEdit"/>) or by <c>"diff"</c>, a unified diff that fits exactly.
/// The result parses no worse than the content did. Result: contracts/schemas/results/code-edit.json.
/// </summary>
internal sealed class EditOperation : ICodeOperation
{
    private const int MostEdits = 1_000;

    public string Name => "edit";

    public IReadOnlyList<string> Fields => ["edits", "diff"];

    public bool WantsContent => true;

    public Func<CodeStep>? Read(CodePayload payload, JsonElement fields, List<Violation> violations)
    {
        var edits = PayloadFields.Array(fields, "edits", "payload", violations);
        var diff = PayloadFields.Text(fields, "diff", violations);
        if (PayloadFields.IsGiven(fields, "edits") == PayloadFields.IsGiven(fields, "diff"))
            violations.Add(PayloadRules.TryGet(fields, "edits", out var given)
                ? new Violation("payload.edits", PayloadRules.Show(given), "cannot stand beside diff; give one of the two.", "two_ways")
                : new Violation("payload.edits", null, "is required, or else diff; one of the two.", "missing_field"));
        return diff is not null ? ReadDiff(payload, diff, violations) : edits is { } list ? ReadEdits(payload, list, violations) : null;
    }

    private static Func<CodeStep>? ReadDiff(CodePayload payload, string diff, List<Violation> violations)
    {
        if (UnifiedDiff.Parse(diff, out var problem) is not { } hunks)
        {
            violations.Add(new Violation("payload.diff", PayloadRules.Cut(diff), problem!, "invalid_diff"));
            return null;
        }

        return () => UnifiedDiff.Apply(payload.Content!, hunks, out var misfit) is not { } changed
            ? new CodeStep.End(GuestAnswer.Failed("hunk_does_not_fit", misfit!))
            : new CodeStep.Call(
                "check", Encoding.UTF8.GetBytes(changed), GuestRequest.Of("The diff", payload.Content!),
                result => GuestAnswer.Of(result, writer => writer.WriteNumber("edits", hunks.Count)));
    }

    private Func<CodeStep>? ReadEdits(CodePayload payload, JsonElement list, List<Violation> violations)
    {
        if (list.GetArrayLength() is 0 or > MostEdits)
        {
            violations.Add(new Violation("payload.edits", $"{list.GetArrayLength()} items", $"must have from 1 to {MostEdits} items.", "out_of_range"));
            return null;
        }

        var edits = list.EnumerateArray().Select((edit, i) => NodeEdit.Read(edit, $"payload.edits[{i}]", violations)).ToList();
        if (violations.Count > 0)
            return null;
        return () =>
        {
            var request = new GuestRequest().Add(edits.Count);
            foreach (var edit in edits)
                edit!.AddTo(request);
            return new CodeStep.Call(Name, Encoding.UTF8.GetBytes(payload.Content!), request.Bytes, GuestAnswer.Of);
        };
    }
}
