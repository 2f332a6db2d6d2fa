using Swarm.Messaging.Redis.Preflight;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whatever Redis had against a script, the advice was to change its access rules.</summary>
public sealed class AFullDiskWasCalledALackOfRightsTests
{
    [Theory]
    [InlineData("MISCONF Errors writing to the AOF file: No space left on device", "disk")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", "maxmemory")]
    [InlineData("READONLY You can't write against a read only replica.", "primary")]
    [InlineData("NOPERM this user has no permissions to run the 'eval' command", "ACL SETUSER")]
    [InlineData("ERR unknown command 'EVALSHA'", "rename")]
    public void Each_refusal_has_its_own_advice(string message, string advice)
    {
        var finding = ScriptCheck.Refusal(message);

        finding.Severity.ShouldBe(PreflightSeverity.Refuse);
        finding.ToString().ShouldContain(advice);
        finding.ToString().ShouldContain(message);
        if (advice is not "ACL SETUSER" and not "rename")
            finding.ToString().ShouldNotContain("ACL");
    }
}
