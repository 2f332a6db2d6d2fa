using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>
/// Runs code tasks inside WebAssembly, each in the module that declares its pair of language and operation, on an instance of the pool.
/// A pair that none declares is accepted all the same: agents may run it. Its target offers what the pool can take.
/// </summary>
internal sealed class CodeExecutor(InstancePool pool, InstanceRunner runner, ModuleCatalog catalog) : IElasticExecutor
{
    /// <summary>Every target that is a pool of instances has it.</summary>
    private const string Tag = "wasm";

    public string Kind => "code";

    public IReadOnlyCollection<string> Operations => CodeOperations.Names;

    public bool IsOffered => true;

    public bool TellsBegin => false;

    /// <summary>A slot may take this long to come free; a guest's own deadline begins after that.</summary>
    public TimeSpan Grace => pool.Options.AcquireTimeout + pool.Options.StopLimit;

    public TargetOffer Offer => new(pool.Offered, [
        .. Operations.Select(operation => $"{Kind}/{operation}"), // for tasks that were accepted before pairs were asked for
        .. catalog.Pairs.Select(pair => $"{Kind}/{pair}"),
        Tag]);

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload)
    {
        var violations = new List<Violation>();
        Read(operation, payload, violations);
        return violations;
    }

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        using var document = Parse(execution, out var refusal);
        if (document is null)
            return refusal!;
        // Payloads are judged at submission; a task can still arrive here from a host that knew other modules.
        var violations = new List<Violation>();
        if (Read(execution.Operation, document.RootElement, violations) is not { } work)
            return new ExecutionOutcome.Refused(string.Join(" ", violations.Select(violation => $"{violation.Field} {violation.Rule}")));
        if (work.Module is not { } module)
            return new ExecutionOutcome.Refused(
                $"No installed module declares {work.Payload.Language}:{execution.Operation}; it is for agents, or for a module of your own (swarm modules add).");

        return work.Begin!() switch
        {
            CodeStep.End end => end.Outcome,
            CodeStep.Call call => await runner.RunAsync(execution, new CodeRun(work.Payload, module, call), cancellation).ConfigureAwait(false),
            var other => throw new InvalidOperationException($"Unknown step {other.GetType().Name}."),
        };
    }

    private static JsonDocument? Parse(TaskExecution execution, out ExecutionOutcome? refusal)
    {
        refusal = null;
        try
        {
            return JsonDocument.Parse(execution.Payload);
        }
        catch (JsonException invalid)
        {
            refusal = new ExecutionOutcome.Refused($"payload is not JSON: {invalid.Message}");
            return null;
        }
    }

    private Work? Read(string operation, JsonElement payload, List<Violation> violations)
    {
        if (CodeOperations.Find(operation) is not { } known)
        {
            violations.Add(new Violation(
                "operation", PayloadRules.Cut(operation), $"is not an operation of kind code. Known: {string.Join(", ", Operations)}.", "unknown_operation"));
            return null;
        }

        var common = CodePayload.Read(operation, payload, catalog, violations);
        if (payload.ValueKind != JsonValueKind.Object)
            return null;
        if (common is { Module: not { IsShipped: true } })
            return new Work(common, () => CommandInput.Of(operation, common.Language, payload));

        PayloadFields.RefuseUnknown(payload, "payload", [.. CodePayload.Fields, .. known.Fields], violations);
        if (known.WantsContent && !PayloadFields.IsGiven(payload, "content"))
            violations.Add(new Violation("payload.content", null, "is required: the source text to work on.", "missing_field"));
        var begin = common is null ? null : known.Read(common, payload, violations);
        return violations.Count > 0 ? null : new Work(common!, begin!);
    }

    private sealed record Work(CodePayload Payload, Func<CodeStep> Begin)
    {
        public ModuleManifest? Module => Payload.Module;
    }
}
