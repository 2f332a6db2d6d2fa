using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Integration.Tests.Services;

/// <summary>Hosts in the process of the tests.</summary>
internal static class TestHost
{
    public static Task<SwarmHost> StartAsync(HostSettings settings) => SwarmHost.StartAsync(settings with
    {
        Configure = services =>
        {
            settings.Configure?.Invoke(services);
            services.Configure<MemoryOptions>(LeaveAlone);
        },
    });

    /// <summary>
    /// This process carries the objects of some thousand tests: its heap says nothing of a host, and each host in it would stop all others for collections, or take no
    /// work for good.
    /// </summary>
    public static void LeaveAlone(MemoryOptions options) =>
        (options.WarningMb, options.CriticalMb, options.CollectionMb, options.Collection) = (100_000, 200_000, 100_000, TimeSpan.FromDays(1));
}
