using System.Diagnostics;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>Prints what a task's commits cost on this machine; judges nothing but that all of them were made.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class StoreFigures(StoreRedis redis, ITestOutputHelper output)
{
    private const int Sagas = 3_000;
    private const int CommitsEach = 3;

    [Fact]
    public async Task TypicalTaskCommits_SixtyFourAtOnce()
    {
        await RunAsync("first");
        await RunAsync("second");
    }

    private async Task RunAsync(string pass)
    {
        var installation = new StoreInstallation(redis.Connection);
        var document = new byte[500];
        var outbox = new byte[600];
        var entry = """{"event":"placed","from":"Accepted","to":"Placed","attempt":1,"targetId":"wasm-1"}""".Utf8();
        string[] states = ["Accepted", "Placed", "Done"];
        var serverCpu = await ServerCpuAsync();
        var begun = Stopwatch.GetTimestamp();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await Parallel.ForEachAsync(Enumerable.Range(0, Sagas), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (n, _) =>
        {
            for (var version = 0; version < CommitsEach; version++)
            {
                await installation.CommittedAsync(Commits.Of($"s{n}", version, states[version], $"task:s{n}:{version}:0") with
                {
                    Document = document,
                    Timeline = [entry],
                    Outbox = outbox,
                    TimersSet = version < 2 ? [new("ask-again", TimeSpan.FromSeconds(30))] : [],
                    Ended = version == 2,
                    Retain = version == 2 ? TimeSpan.FromHours(24) : null,
                });
            }
        });
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        const int commits = Sagas * CommitsEach;
        output.WriteLine(
            $"{pass}: {commits / seconds:n0} commits/s, redis {(await ServerCpuAsync() - serverCpu) / commits * 1e6:n0} us, "
            + $"client {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds / commits * 1e6:n0} us CPU per commit");
        (await installation.Store.CountByStateAsync("task", default))["Done"].ShouldBe(Sagas);
    }

    private async Task<double> ServerCpuAsync()
    {
        var cpu = await redis.Connection.GetServers()[0].InfoAsync("cpu");
        return cpu.SelectMany(section => section).Where(line => line.Key is "used_cpu_sys" or "used_cpu_user").Sum(line => double.Parse(line.Value));
    }
}
