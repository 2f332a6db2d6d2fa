using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Tests.Wasm;

public sealed class WasmThreadsTests
{
    [Fact]
    public async Task Work_runs_off_the_pool_and_no_more_than_the_limit_at_once()
    {
        using var threads = new WasmThreads(3);
        var (running, most, onPool) = (0, 0, 0);
        using var all = new Barrier(3);

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => threads.RunAsync(
            () =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                if (Thread.CurrentThread.IsThreadPoolThread)
                    Interlocked.Increment(ref onPool);
                all.SignalAndWait(); // passes only when all three threads are used
                Interlocked.Decrement(ref running);
                return true;
            },
            default)));

        (most, onPool).ShouldBe((3, 0));
    }

    [Fact]
    public async Task What_is_cancelled_in_the_queue_ends_at_once_and_never_runs()
    {
        using var threads = new WasmThreads(1);
        using var release = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var first = threads.RunAsync(() => release.Wait(TimeSpan.FromMinutes(1)), default);
        var ran = false;
        var second = threads.RunAsync(() => ran = true, cancellation.Token);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);
        release.Set();
        (await first).ShouldBeTrue();
        await threads.RunAsync(() => true, default);
        ran.ShouldBeFalse();
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_and_the_thread_lives_on()
    {
        using var threads = new WasmThreads(1);

        await Should.ThrowAsync<InvalidOperationException>(threads.RunAsync<int>(() => throw new InvalidOperationException(), default));
        (await threads.RunAsync(() => 1, default)).ShouldBe(1);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }
}
