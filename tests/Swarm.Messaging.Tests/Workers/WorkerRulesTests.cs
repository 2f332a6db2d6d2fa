using System.Collections.Frozen;
using System.Text;
using Swarm.Messaging.Worker.Wire;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Children;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Tests.Workers;

/// <summary>The pool's pure rules.</summary>
public sealed class WorkerRulesTests
{
    [Theory]
    [InlineData(51, 20, 0, 10)]
    [InlineData(50, 20, 20, 0)]
    [InlineData(51, 50, 50, 0)]
    [InlineData(0, 30, 0, -5)]
    [InlineData(0, 30, 5, 0)]
    [InlineData(0, 10, 0, 0)]
    [InlineData(1, 30, 0, 0)]
    public void Scaling_follows_the_backlog(int queued, int total, int busy, int change) =>
        ScalingDecision.Of(new WorkersOptions(), queued, total, busy).ShouldBe(change);

    [Theory]
    [InlineData(0, 23, 0, 23, 0)]
    [InlineData(0, 26, 0, 23, -3)]
    [InlineData(0, 33, 0, 23, -5)]
    [InlineData(51, 23, 23, 23, 10)]
    [InlineData(0, 15, 0, 8, -5)]
    public void Scaling_comes_back_to_the_size_that_an_operator_asked_for(int queued, int total, int busy, int kept, int change) =>
        ScalingDecision.Of(new WorkersOptions(), queued, total, busy, kept).ShouldBe(change);

    [Fact]
    public async Task Lines_left_out_are_told_when_the_flood_is_over_and_when_the_stream_ends()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var pipe = new System.IO.Pipelines.Pipe();
        var told = System.Threading.Channels.Channel.CreateUnbounded<(string Level, string Line)>();
        var reading = new ErrorLines(pipe.Reader.AsStream(), new LineLimiter(2, time), new LastWords(), (level, line) => told.Writer.TryWrite((level, line)), time).ReadAsync();

        await pipe.Writer.WriteAsync("1\n2\n3\n4\n5\n"u8.ToArray());
        (await NextAsync()).ShouldBe(("info", "1"));
        (await NextAsync()).ShouldBe(("info", "2"));
        var missing = NextAsync();
        while (!missing.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var (level, text) = await missing;
        (level, text.Contains("3 lines were left out")).ShouldBe(("warning", true));

        await pipe.Writer.WriteAsync("6\n7\n8\n"u8.ToArray());
        await pipe.Writer.CompleteAsync();
        await reading;
        told.Writer.Complete();
        var rest = new List<string>();
        await foreach (var (_, line) in told.Reader.ReadAllAsync())
            rest.Add(line);
        rest[^1].ShouldContain("lines were left out");

        Task<(string Level, string Line)> NextAsync() => told.Reader.ReadAsync().AsTask();
    }

    [Theory]
    [InlineData(5, 5, 0, false, "healthy", 100, 0)]
    [InlineData(0, 0, 0, false, "critical", 0, 0)]
    [InlineData(10, 4, 0, false, "critical", 40, 0)]
    [InlineData(10, 7, 0, false, "degraded", 70, 0)]
    [InlineData(10, 10, 10, false, "degraded", 100, 100)]
    [InlineData(10, 10, 9, false, "healthy", 100, 90)]
    [InlineData(10, 10, 0, true, "critical", 100, 0)]
    public void Health_is_judged_by_capacity_use_and_critical_alerts(int total, int healthy, int busy, bool critical, string status, double capacity, double use) =>
        PoolHealth.Of(total, healthy, busy, critical, 0).ShouldBe(new PoolHealth(status, capacity, use, 0));

    [Fact]
    public void Strategies_do_what_their_names_say()
    {
        var slots = Enumerable.Range(1, 3).Select(Ready).ToList();
        slots[0].TasksExecuted = 5;
        slots[2].Types = new[] { "rare" }.ToFrozenSet();

        Picks(LoadBalancing.LeastLoaded, "x", 3).ShouldBe(["worker-2", "worker-2", "worker-2"]);
        Picks(LoadBalancing.RoundRobin, "x", 4).ShouldBe(["worker-1", "worker-2", "worker-3", "worker-1"]);
        Picks(LoadBalancing.CapabilityBased, "rare", 1).ShouldBe(["worker-3"]);
        Picks(LoadBalancing.CapabilityBased, "unheard", 1).ShouldBe(["worker-2"]);
        slots[2].State = WorkerState.Busy;
        Picks(LoadBalancing.CapabilityBased, "rare", 1).ShouldBe([null], "it is worth waiting for the one that can");

        string?[] Picks(LoadBalancing strategy, string type, int count)
        {
            var choice = new WorkerChoice(new() { LoadBalancing = strategy });
            return [.. Enumerable.Range(0, count).Select(_ => choice.Pick(slots, type)?.Id)];
        }
    }

    [Theory]
    [InlineData("node worker.mjs", "node|worker.mjs")]
    [InlineData("  \"/opt/my node\"  a \"\" ", "/opt/my node|a|")]
    public void A_command_is_split_without_a_shell(string line, string parts) => string.Join('|', CommandLine.Split(line)!).ShouldBe(parts);

    [Fact]
    public void An_open_quote_is_no_command() => CommandLine.Split("node \"x").ShouldBeNull();

    [Fact]
    public void Frames_are_cut_wherever_the_pipe_cuts_them()
    {
        var frames = Enumerable.Range(0, 200).Select(i => new string('x', 1 + (i * i))).ToList();
        var bytes = frames.SelectMany(f => new byte[] { 0, (byte)(f.Length >> 16), (byte)(f.Length >> 8), (byte)f.Length }.Concat(Encoding.UTF8.GetBytes(f))).ToArray();
        using var reader = new FrameReader(new Trickle(bytes, new Random(1)));
        var read = new List<string>();

        while (reader.TryRead(out var frame))
            read.Add(Encoding.UTF8.GetString(frame));

        read.ShouldBe(frames);
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("00000000")]
    [InlineData("00400001")]
    [InlineData("0000000541")]
    [InlineData("0000")]
    public void A_length_out_of_bounds_or_a_torn_frame_is_refused(string hex)
    {
        using var reader = new FrameReader(new MemoryStream(Convert.FromHexString(hex)));

        Should.Throw<FrameException>(() => reader.TryRead(out _));
    }

    [Fact]
    public void Random_bytes_are_refused_and_never_crash()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);
            try
            {
                WorkerMessage.Read(bytes).Type.Length.ShouldBeGreaterThan(0);
            }
            catch (FrameException)
            {
                // as it should be
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"task-complete","result":{"a":[1,{"b":2}]},"leaseToken":"t","duration":1.5,"later":{"x":[]}}""", """{"a":[1,{"b":2}]}""")]
    [InlineData("""{"leaseToken":"t","result":"é\n","type":"task-complete"}""", "\"é\\n\"")]
    public void A_result_is_kept_as_it_was_written(string json, string result)
    {
        var message = WorkerMessage.Read(Encoding.UTF8.GetBytes(json));

        (message.Type, message.LeaseToken, Encoding.UTF8.GetString(message.Result!)).ShouldBe(("task-complete", "t", result));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"type":"heartbeat"} {"type":"heartbeat"}""")]
    [InlineData("""{"type":7}""")]
    public void What_is_no_message_is_refused(string json) => Should.Throw<FrameException>(() => WorkerMessage.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Broken_relations_between_settings_are_named()
    {
        var result = new WorkersOptionsValidator().Validate(null, new WorkersOptions
        {
            MinWorkers = 9, MaxWorkers = 3, SuspectAfter = TimeSpan.FromSeconds(6), ZombieAfter = TimeSpan.FromSeconds(5), Command = "node \"x", WorkFolder = "/no/such/folder",
        });

        result.Failures!.Count().ShouldBe(5);
    }

    private static Slot Ready(int number) => new(number) { State = WorkerState.Ready, HasProcess = true };

    private sealed class Trickle(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, 5_000)));
    }

    [Theory]
    [InlineData("root:x:0:0", "line 1")]
    [InlineData("""{ "a": { "command": "make" } }""", "$.a.command")]
    [InlineData("""{ "a": { "command": [] } }""", "'a' has no command")]
    public void A_file_of_commands_that_no_worker_could_read_is_refused_at_the_start(string content, string says)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, content);

            var result = new WorkersOptionsValidator().Validate(null, new WorkersOptions { CommandsFile = file });

            result.Failures.ShouldNotBeNull().ShouldHaveSingleItem().ShouldContain(says);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
