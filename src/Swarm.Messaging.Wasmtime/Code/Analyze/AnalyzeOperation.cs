using System.Text;
using System.Text.Json;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Wasmtime.Code.Analyze;

/// <summary>Functions, metrics, imports and syntax errors. Result: contracts/schemas/results/code-analyze.json.</summary>
internal sealed class AnalyzeOperation : ICodeOperation
{
    public string Name => "analyze";

    public IReadOnlyList<string> Fields => [];

    public bool WantsContent => true;

    public Func<CodeStep>? Read(CodePayload payload, JsonElement fields, List<Violation> violations) => () => new CodeStep.Call(
        Name, Encoding.UTF8.GetBytes(payload.Content!), default, result => new ExecutionOutcome.Succeeded(result));
}
