using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Spine;

namespace Swarm.Messaging.Integration.Tests.Carriers;

/// <summary>Hosts whose carriers travel by the bus, as between hosts and from agents, where they would go from hand to hand.</summary>
internal static class ByTheBus
{
    public static void Reports(IServiceCollection services) => services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ReportDelivery>(
        provider, (TaskReports _, CancellationToken _) => Task.FromException(new IOException("Not from hand to hand."))));

    public static void Attempts(SpineWorld world)
    {
        foreach (var target in world.Host.Get<LocalTargets>().All)
            world.Host.Get<NearTargets>().Close(target.Definition.TargetId);
    }
}
