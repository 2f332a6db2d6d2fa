using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>The story of three swarms, played by real processes.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed partial class DemoVerbTests(RabbitMqFixture rabbit)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_story_of_three_swarms_is_told_and_holds()
    {
        var (code, said) = await PlayAsync((_, _) => { });

        var story = string.Join('\n', said);
        code.ShouldBe(ExitCodes.Ok, story);
        string[] parts =
        [
            "backend is active on host-", "frontend is active on host-", "devops is active on host-", "under least_loaded", "under round_robin", "under priority", "under capability",
            "cpu: of 1000 frontend took 200; 800 are left", "memory: of 16384 frontend took 4096; 12288 are left", "kill -9 of host-", "backend is interrupted", "backend is active again, on host-",
            "progress 0.57", "backend has received the message that waited", "All 7 tasks are completed, each done once", "The story held",
        ];
        foreach (var part in parts)
            story.ShouldContain(part);
        await NothingIsLeftAsync(story);
    }

    [Fact]
    public async Task Interrupted_it_ends_with_everything_that_it_has_started()
    {
        var (code, said) = await PlayAsync((line, demo) =>
        {
            if (line.Contains("They answer", StringComparison.Ordinal))
                demo().Signal(UnixSignal.Interrupt);
        });

        code.ShouldBe(ExitCodes.Interrupted, string.Join('\n', said));
        await NothingIsLeftAsync(string.Join('\n', said));
    }

    private async Task<(int Code, IReadOnlyCollection<string> Said)> PlayAsync(Action<string, Func<ChildProcess>> heard)
    {
        var said = new ConcurrentQueue<string>();
        var started = new TaskCompletionSource<ChildProcess>();
        // A shell's background job ignores interrupts, and so would whatever these tests start from within one.
        await using var demo = await ChildProcess.StartAsync(new("env", ["--default-signal=INT", "dotnet", "exec", Checkout.Program, "demo", "swarms", "--fast", "--broker", rabbit.Server.Address().ToString()])
        {
            Output = line =>
            {
                said.Enqueue(line);
                heard(line, () => started.Task.Result);
            },
        });
        started.SetResult(demo);
        var code = await demo.Exited.WaitAsync(Patience);
        await demo.LastLinesAsync(TimeProvider.System); // the output has ended
        return (code, said);
    }

    private static async Task NothingIsLeftAsync(string story)
    {
        var hosts = Process().Matches(story).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().ToList();
        hosts.Count.ShouldBe(3);
        foreach (var host in hosts)
            await ForeignProcess.EndsAsync(host, "a host");
    }

    [GeneratedRegex(@"\(process (\d+)\)")]
    private static partial Regex Process();
}
