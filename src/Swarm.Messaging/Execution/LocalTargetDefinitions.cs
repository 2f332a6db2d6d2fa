using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Execution;

/// <summary>The targets this host offers: one per executor that runs here, each with its own queue, named after this incarnation of the process.</summary>
internal sealed class LocalTargetDefinitions(
    IEnumerable<ITaskExecutor> executors, IOptions<ExecutionOptions> options, HostIdentity host, BusNames names)
{
    public IReadOnlyList<(TargetDefinition Target, ITaskExecutor Executor)> All { get; } = options.Value.Enabled
        ? [.. executors.Where(e => e is not IElasticExecutor { IsOffered: false }).Select(e => (Define(e, options.Value, host, names), e))]
        : [];

    public static string IdOf(string kind, string hostId) => $"{kind}-{hostId}";

    private static TargetDefinition Define(ITaskExecutor executor, ExecutionOptions options, HostIdentity host, BusNames names)
    {
        var id = IdOf(executor.Kind, host.HostId);
        var offer = (executor as IElasticExecutor)?.Offer
            ?? new TargetOffer(options.BasicSlots, [.. executor.Operations.Select(o => $"{executor.Kind}/{o}")]);
        return new(id, "pool", host.HostId, names.Target(id), offer.Capabilities, offer.Slots);
    }
}
