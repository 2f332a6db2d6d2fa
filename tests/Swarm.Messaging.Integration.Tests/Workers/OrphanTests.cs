using Swarm.Messaging.Integration.Tests.Hosts;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>Workers never outlive their host, whatever they are doing.</summary>
public sealed class OrphanTests
{
    [Fact]
    public async Task After_the_host_is_killed_no_worker_is_left_not_even_a_stopped_one()
    {
        await using var host = await HostProcess.StartAsync(Host.Workers, LanguageTests.Shipped, "3");
        var workers = host.Facts.Select(int.Parse).ToList();
        workers.Count.ShouldBe(3);
        Swarm.Messaging.Processes.UnixSignals.Send(workers[0], Swarm.Messaging.Processes.UnixSignal.Stop);

        await host.KillAsync();

        foreach (var worker in workers)
            await ForeignProcess.EndsAsync(worker, "the worker");
    }
}
