using System.Runtime.CompilerServices;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Embedded;

/// <summary>A program may start hosts one after the other, as the tests of its makers do: each has some ten MB.</summary>
public sealed class EndedHostTests : IDisposable
{
    private readonly TempFolder folder = new("held");

    [Fact]
    public async Task A_host_that_ended_is_forgotten()
    {
        var ended = await EndedAsync();

        await Eventually.HoldsAsync(() => Collected(ended), "a host that ended is forgotten");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference> EndedAsync()
    {
        var host = await TestHost.StartAsync(new HostSettings { Data = folder.Combine("data"), Logging = new HostLogging { Console = false } });
        await host.DisposeAsync();
        return new WeakReference(host);
    }

    private static bool Collected(WeakReference ended)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return !ended.IsAlive;
    }

    public void Dispose() => folder.Dispose();
}
