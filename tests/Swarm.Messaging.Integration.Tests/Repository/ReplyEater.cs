using System.Reflection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Repository;

/// <summary>The store, which once told to commits and then does not answer.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it.
internal class ReplyEater : DispatchProxy
#pragma warning restore CA1852
{
    private ISagaStore store = null!;
    private int armed;

    public static ISagaStore Before(ISagaStore store)
    {
        var proxy = Create<ISagaStore, ReplyEater>();
        ((ReplyEater)proxy).store = store;
        return proxy;
    }

    public void EatNextReply() => Volatile.Write(ref armed, 1);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.Invoke(store, args);
        return answer is Task<CommitResult> commit && ((SagaCommit)args![0]!).Key.Type == "order" && Interlocked.Exchange(ref armed, 0) == 1
            ? LoseAsync(commit)
            : answer;
    }

    private static async Task<CommitResult> LoseAsync(Task<CommitResult> commit)
    {
        await commit;
        throw new ObjectDisposedException("connection");
    }
}
