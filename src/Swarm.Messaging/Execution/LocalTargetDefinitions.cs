using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;

namespace Swarm.Messaging.Execution;

/// <summary>The targets this host offers: one per executor, each with its own queue, named after this incarnation of the process.</summary>
internal sealed class LocalTargetDefinitions(
    IEnumerable<ITaskExecutor> executors, IEnumerable<ICodePairs> pairs, IOptions<ExecutionOptions> options, HostIdentity host, BusNames names)
{
    public IReadOnlyList<(TargetDefinition Target, ITaskExecutor Executor)> All { get; } = options.Value.Enabled
        ? [.. executors.Select(e => (Define(e, [.. pairs], options.Value, host, names), e))]
        : [];

    private static TargetDefinition Define(ITaskExecutor executor, ICodePairs[] pairs, ExecutionOptions options, HostIdentity host, BusNames names)
    {
        var id = $"{executor.Kind}-{host.HostId}";
        var code = executor.Kind == CodeRequirements.Kind;
        // Bare operations of code are for tasks that were accepted before pairs were asked for.
        return new(
            id, TargetTypes.Pool, host.HostId, names.Target(id),
            [.. executor.Operations.Select(o => $"{executor.Kind}/{o}"), .. code ? OfModules(pairs) : []],
            code ? options.CodeSlots : options.BasicSlots);
    }

    private static IEnumerable<string> OfModules(ICodePairs[] pairs) =>
        FileTypes.All.SelectMany(_ => OperationTypes.All, (type, operation) => (Type: type, Operation: operation))
            .Where(pair => pairs.Any(p => p.Declares(pair.Type, pair.Operation)))
            .Select(pair => $"{CodeRequirements.Kind}/{pair.Type}:{pair.Operation}")
            .Append(CodeRequirements.Wasm);
}
