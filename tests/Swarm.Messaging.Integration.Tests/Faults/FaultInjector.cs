namespace Swarm.Messaging.Integration.Tests.Faults;

/// <summary>
/// Stops a host dead at a point: the call that meets it never returns, and no later call of that host to the store begins.
/// So nothing of the host reaches Redis any more, and nothing of it ends gracefully.
/// </summary>
internal sealed class FaultInjector
{
    private readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Asked before each call, by the method's name and its argument.</summary>
    public Func<string, object?, bool> Before { get; set; } = (_, _) => false;

    /// <summary>Each call begins when this has ended: a store that is slow, not dead.</summary>
    public Func<string, object?, Task> Hold { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Asked after each call, by the method's name, its argument and its answer.</summary>
    public Func<string, object?, object?, bool> After { get; set; } = (_, _, _) => false;

    /// <summary>Thrown instead of the answer, once, although the call took effect.</summary>
    public Func<string, object?, Exception?> LoseReply { get; set; } = (_, _) => null;

    public bool IsDead => died.Task.IsCompleted;

    public Task DiedAsync() => died.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

    public void Kill() => died.TrySetResult();

    public async Task<T> RunAsync<T>(string method, object? argument, Func<Task<T>> call)
    {
        if (!IsDead && Before(method, argument))
            Kill();
        await AliveAsync();
        await Hold(method, argument);
        var answer = await call();
        if (!IsDead && After(method, argument, answer))
            Kill();
        await AliveAsync();
        return LoseReply(method, argument) is { } lost ? throw lost : answer;
    }

    public Task RunAsync(string method, object? argument, Func<Task> call) => RunAsync(method, argument, async () =>
    {
        await call();
        return true;
    });

    /// <summary>Never returns once the host is dead.</summary>
    public Task AliveAsync() => IsDead ? new TaskCompletionSource().Task : Task.CompletedTask;
}
