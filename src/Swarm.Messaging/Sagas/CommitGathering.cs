namespace Swarm.Messaging.Sagas;

/// <summary>Commits that are ready while the groups of one carrier are begun: they leave together, as the store may write them cheaper so.</summary>
internal sealed class CommitGathering
{
    private readonly Lock gate = new();
    private List<Waiting>? waiting = [];

    /// <returns>Null: the others have left, and it goes by itself.</returns>
    public Task<CommitResult>? Add(SagaCommit commit)
    {
        lock (gate)
        {
            if (waiting is null)
                return null;
            var one = new Waiting(commit, new TaskCompletionSource<CommitResult>());
            waiting.Add(one);
            return one.Result.Task;
        }
    }

    /// <summary>Gives all to the store; from now on nobody waits here.</summary>
    public void Leave(ISagaStore store, CancellationToken cancellation)
    {
        List<Waiting> all;
        lock (gate)
            (all, waiting) = (waiting ?? [], null);
        if (all.Count == 0)
            return;
        IReadOnlyList<Task<CommitResult>> commits;
        try
        {
            commits = store.CommitAll([.. all.Select(one => one.Commit)], cancellation);
        }
        catch (Exception e)
        {
            commits = [.. all.Select(_ => Task.FromException<CommitResult>(e))];
        }

        for (var i = 0; i < all.Count; i++)
            _ = TellAsync(commits[i], all[i].Result);
    }

    private static async Task TellAsync(Task<CommitResult> commit, TaskCompletionSource<CommitResult> result)
    {
        try
        {
            result.SetResult(await commit.ConfigureAwait(false));
        }
        catch (Exception e)
        {
            result.SetException(e);
        }
    }

    private readonly record struct Waiting(SagaCommit Commit, TaskCompletionSource<CommitResult> Result);
}
