using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A lease was taken back before its attempt had come: the target knew nothing of it, and queued the attempt when it came.</summary>
public sealed class ARevocationThatCameFirstWasForgottenTests
{
    private readonly HeldAttempts held = new(TimeProvider.System);

    [Fact]
    public void The_attempt_that_comes_after_its_revocation_is_not_held()
    {
        held.Revoke("t#0.1@7");

        held.TryHold("target", Execute("t#0.1@7")).ShouldBeNull();
        held.Tokens().ShouldBeEmpty();
        held.TryHold("target", Execute("t#0.1@8")).ShouldNotBeNull();
    }

    [Fact]
    public void Only_so_many_are_remembered_and_the_last_ones_are()
    {
        for (var i = 1; i <= 20_000; i++)
            held.Revoke($"t{i}#0.1@{i}");

        held.TryHold("target", Execute("t20000#0.1@20000")).ShouldBeNull();
        held.TryHold("target", Execute("t1#0.1@1")).ShouldNotBeNull();
    }

    private static ExecuteTask Execute(string token) => new()
    {
        TaskId = "t", Client = "c", Kind = "basic", Operation = "noop", Attempt = 1, LeaseToken = token, TimeoutMs = 1_000,
    };
}
