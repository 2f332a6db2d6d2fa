using Swarm.Messaging.Cli.Http;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever wrote a state over HTTP when the store went away was told to send it again with the same id, which such a request has not.</summary>
public sealed class AnOutageAskedForAnIdThatNobodyHadGivenTests
{
    [Theory]
    [InlineData("POST", "/api/swarms/s1/state", "look first at what there is, by GET /api/swarms/s1?fresh=true")]
    [InlineData("POST", "/api/swarms/s1/snapshots", "look first at what there is, by GET /api/swarms/s1?fresh=true")]
    [InlineData("DELETE", "/api/swarms/s1", "look first at what there is, by GET /api/swarms/s1?fresh=true")]
    [InlineData("POST", "/api/swarms", "send it again with the same id")]
    [InlineData("POST", "/api/tasks", "send it again with the same id")]
    [InlineData("GET", "/api/swarms/s1", "Nothing was changed: ask again.")]
    public void It_says_what_can_be_done(string method, string path, string advice) => OutageAdvice.For(method, path).ShouldContain(advice);
}
