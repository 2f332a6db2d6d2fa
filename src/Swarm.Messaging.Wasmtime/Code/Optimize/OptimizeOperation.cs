using System.Text;
using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code.Optimize;

/// <summary>
/// Formats where there is a formatter (js, ts, go); elsewhere reports dead imports and unused locals and leaves the content as it is.
/// Result: contracts/schemas/results/code-optimize.json.
/// </summary>
internal sealed class OptimizeOperation : ICodeOperation
{
    public string Name => "optimize";

    public IReadOnlyList<string> Fields => [];

    public bool WantsContent => true;

    public Func<CodeStep>? Read(CodePayload payload, JsonElement fields, List<Violation> violations)
    {
        var reports = payload.Module!.Protocol == Sandbox.GuestProtocol.Operations;
        return () => new CodeStep.Call(
            Name, Encoding.UTF8.GetBytes(payload.Content!), default,
            result => reports ? GuestAnswer.Of(result) : GuestAnswer.Of(result, writer => WriteFormatted(writer, payload)));
    }

    private static void WriteFormatted(Utf8JsonWriter writer, CodePayload payload)
    {
        writer.WriteString("language", payload.Language);
        writer.WriteString("done", "format");
        writer.WriteString("formatter", payload.Module!.Name);
    }
}
