using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>
/// Runs code tasks inside WebAssembly. The result of <c>analyze</c> is described by contracts/schemas/results/code-analyze.json.
/// </summary>
internal sealed class CodeExecutor(WasmEngine engine, ModuleStore modules, IOptions<WasmOptions> options) : ITaskExecutor
{
    private static readonly string[] Known = ["analyze"];

    public string Kind => "code";

    public IReadOnlyCollection<string> Operations => Known;

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload)
    {
        var violations = new List<Violation>();
        if (!Known.Contains(operation))
            violations.Add(new Violation(
                "operation", PayloadRules.Cut(operation), $"is not an operation of kind code. Known: {string.Join(", ", Known)}.", "unknown_operation"));
        CodePayload.Read(payload, modules, violations);
        return violations;
    }

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        if (Read(execution, out var refusal) is not { } payload)
            return new ExecutionOutcome.Refused(refusal);

        var outcome = await engine.RunAsync(
            new GuestCall(
                stop => modules.Load(payload.Module, stop),
                execution.Operation,
                payload.Language,
                Encoding.UTF8.GetBytes(payload.Content),
                payload.MemoryLimitMb ?? options.Value.MemoryLimitMb,
                execution.Timeout > TimeSpan.Zero ? execution.Timeout : options.Value.Timeout),
            cancellation).ConfigureAwait(false);

        return outcome switch
        {
            GuestOutcome.Completed completed => new ExecutionOutcome.Succeeded(completed.Result),
            GuestOutcome.Failed failed => new ExecutionOutcome.Failed(failed.ErrorType, failed.Message, failed.Stack),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
        };
    }

    // Payloads are judged at submission; a task can still arrive here from a host that knew other modules.
    private CodePayload? Read(TaskExecution execution, out string refusal)
    {
        refusal = "";
        var violations = new List<Violation>();
        if (!Known.Contains(execution.Operation))
            violations.Add(new Violation("operation", execution.Operation, $"is not known here. Known: {string.Join(", ", Known)}."));
        try
        {
            using var document = JsonDocument.Parse(execution.Payload);
            if (CodePayload.Read(document.RootElement, modules, violations) is { } payload)
                return payload;
        }
        catch (JsonException invalid)
        {
            violations.Add(new Violation("payload", null, $"is not JSON: {invalid.Message}"));
        }

        refusal = string.Join(" ", violations.Select(violation => $"{violation.Field} {violation.Rule}"));
        return null;
    }
}
