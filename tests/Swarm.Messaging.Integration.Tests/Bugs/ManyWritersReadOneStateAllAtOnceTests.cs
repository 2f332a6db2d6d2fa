using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Redis.Swarms;
using Swarm.Messaging.Swarms.States;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The first try of each write was free: sixty merges into a state of 7 MB read all of it sixty times at once over one connection, wrote in vain, and held up whatever else was asked for.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ManyWritersReadOneStateAllAtOnceTests(StoreRedis redis, ITestOutputHelper output)
{
    private const int Writers = 60;

    private readonly SwarmTurns turns = new();

    [Fact]
    public async Task Those_of_one_process_take_turns_from_their_first_try_on_in_order()
    {
        var (inside, most, order) = (0, 0, new List<int>());
        var begun = new TaskCompletionSource();
        var all = Enumerable.Range(0, Writers).Select(n => turns.RunAsync("s1", async () =>
        {
            most = Math.Max(most, ++inside);
            order.Add(n);
            await begun.Task;
            await Task.Yield();
            inside--;
            return "done";
        }, default)).ToList();
        begun.SetResult();

        (await Task.WhenAll(all)).ShouldAllBe(d => d == "done");
        most.ShouldBe(1);
        order.ShouldBe(Enumerable.Range(0, Writers));
    }

    [Fact]
    public async Task Those_of_another_swarm_do_not_wait_for_them()
    {
        var never = new TaskCompletionSource<string?>();
        var held = turns.RunAsync("s1", () => never.Task, default);

        (await Task.WhenAll(Enumerable.Range(0, 1_000).Select(n => turns.RunAsync($"other{n}", () => Task.FromResult<string?>("done"), default)))).ShouldAllBe(d => d == "done");
        held.IsCompleted.ShouldBeFalse();
        never.SetResult("done");
        await held;
    }

    [Fact]
    public async Task When_one_fails_those_behind_it_hear_of_a_store_that_is_away_at_once_and_not_one_after_the_other()
    {
        var away = new TaskCompletionSource<string?>();
        var tried = 0;
        var all = Enumerable.Range(0, Writers).Select(_ => turns.RunAsync("s1", () => Interlocked.Increment(ref tried) == 1 ? away.Task : Never(), default)).ToList();
        tried.ShouldBe(1);

        away.SetException(new TimeoutException());

        await Eventually.HoldsAsync(() => Volatile.Read(ref tried) == Writers, "each tries, though none of the others ends");
        all.Count(t => t.IsCompleted).ShouldBe(1);

        static Task<string?> Never() => new TaskCompletionSource<string?>().Task;
    }

    [Fact]
    public async Task One_that_waits_no_longer_lets_the_next_go_on()
    {
        var first = new TaskCompletionSource<string?>();
        using var cancelled = new CancellationTokenSource();
        var held = turns.RunAsync("s1", () => first.Task, default);
        var second = turns.RunAsync("s1", () => Task.FromResult<string?>("second"), cancelled.Token);
        var third = turns.RunAsync("s1", () => Task.FromResult<string?>("third"), default);

        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        first.SetResult("first");

        (await held, await third).ShouldBe(("first", "third"));
    }

    [Fact]
    public async Task All_merges_into_a_large_state_are_done_and_other_states_can_be_read_meanwhile()
    {
        var bench = new SwarmBench(redis.Connection);
        var states = bench.Services.GetRequiredService<ISwarmStates>();
        foreach (var (id, state) in new[] { ("large", $$"""{"large":"{{new string('x', 7_000_000)}}"}"""), ("small", "{}") })
        {
            await bench.ActiveAsync(id);
            await states.SaveAsync(id, JsonElement.Parse(state), default);
        }

        var (begun, worst) = (Stopwatch.GetTimestamp(), TimeSpan.Zero);
        var merges = Task.WhenAll(Enumerable.Range(0, Writers).Select(n => states.UpdateAsync("large", JsonElement.Parse($$"""{"f{{n}}":{{n}}}"""), default)));
        while (!merges.IsCompleted)
        {
            var asked = Stopwatch.GetTimestamp();
            (await states.LoadAsync("small", default)).ShouldNotBeNull();
            worst = TimeSpan.FromTicks(Math.Max(worst.Ticks, Stopwatch.GetElapsedTime(asked).Ticks));
        }

        output.WriteLine($"{Writers} merges in {Stopwatch.GetElapsedTime(begun)}, the slowest read of another state {worst}");

        (await merges).ShouldAllBe(m => m is StateOutcome.Done);
        var large = (await states.LoadAsync("large", default))!;
        Enumerable.Range(0, Writers).ShouldAllBe(n => large.Document.GetProperty($"f{n}").GetInt32() == n);
        large.Version.ShouldBe(Writers + 1, "each was written once");
    }
}
