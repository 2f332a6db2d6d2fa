using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A server that closed the connection without an answer got a request without a body four times in one attempt, also one that changes something and
/// with no retry at all; and then the node failed for good, and its breaker had counted nothing.
/// </summary>
public sealed class ARequestWithoutABodyWasSentFourTimesTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private WorkflowHost host = null!;
    private RawServer server = null!;

    public async Task InitializeAsync()
    {
        server = new RawServer(head => head.Split(' ', '?')[1] switch
        {
            "/ok" => RawServer.Ok,
            "/303" => RawServer.SentOn(303, "/ok?sent"),
            "/307" => RawServer.SentOn(307, "/close"),
            "/308" => RawServer.SentOn(308, "/close"),
            _ => null,
        });
        host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1"));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        server.Dispose();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task What_changes_something_is_sent_once(string method)
    {
        foreach (var path in (string[])["/close", "/307", "/308"])
        {
            var before = server.Asked.Count(IsClosed);
            (await CallAsync(method, path, """ "preset": "none" """)).State.ShouldBe(WorkflowStates.Failed);

            server.Asked.Count(IsClosed).ShouldBe(before + 1, path);
        }

        (await CallAsync("GET", "/ok", """ "preset": "none" """)).State.ShouldBe(WorkflowStates.Completed);
        await CallAsync(method, "/close", """ "preset": "none" """);

        server.Asked.Count(IsClosed).ShouldBe(4, "on a connection that served before");
        server.Asked.Last().Connection.ShouldBe(server.Asked.Reverse().Skip(1).First().Connection);
        server.Asked.Where(IsClosed).ShouldAllBe(a => a.Head.Contains("\nContent-Length: 0\n"));
    }

    [Fact]
    public async Task What_is_asked_by_get_has_no_body()
    {
        (await CallAsync("GET", "/ok", """ "preset": "none" """)).State.ShouldBe(WorkflowStates.Completed);
        (await CallAsync("PUT", "/303", """ "preset": "none" """)).State.ShouldBe(WorkflowStates.Completed);

        server.Asked.Where(a => a.Head.StartsWith("GET ")).Select(a => a.Head.Contains("Content-Length")).ShouldBe([false, false]);
    }

    [Fact]
    public async Task Another_attempt_may_help_and_the_breaker_counts()
    {
        var run = await CallAsync("POST", "/close", """ "maxAttempts": 2 """);

        run.Nodes.ShouldHaveSingleItem().Attempts.ShouldBe(2);
        server.Asked.Count.ShouldBe(2);
        (await host.Spine.Get<NodeBreakers>().ListAsync(100, CancellationToken.None)).ShouldHaveSingleItem().Failures.ShouldBe(2);
    }

    [Theory]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.HttpProtocolError, true)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.InvalidResponse, false)]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded, false)]
    [InlineData(HttpRequestError.VersionNegotiationError, false)]
    [InlineData(HttpRequestError.ExtendedConnectNotSupported, false)]
    [InlineData(HttpRequestError.UserAuthenticationError, false)]
    [InlineData(HttpRequestError.ProxyTunnelError, false)]
    [InlineData(HttpRequestError.Unknown, false)]
    public void What_broke_is_told_from_what_will_not_be_otherwise(HttpRequestError error, bool broken) =>
        TransientErrors.IsBroken(new HttpRequestException(error, "x", new IOException("y"))).ShouldBe(broken);

    [Fact]
    public void A_pipe_that_broke_while_the_request_was_sent_is_broken() =>
        TransientErrors.IsBroken(new HttpRequestException("x", new IOException("y", new SocketException((int)SocketError.Shutdown)))).ShouldBeTrue();

    private static bool IsClosed((int Connection, string Head) asked) => asked.Head.Split(' ')[1] == "/close";

    private Task<WorkflowDetails> CallAsync(string method, string path, string retry) => host.RunAsync(WorkflowHost.Parse($$"""
        { "workflowId": "call", "nodes": [ { "id": "call", "type": "http_request", "retry": { {{retry}} }, "configuration": { "method": "{{method}}", "url": "http://{{server.Authority}}{{path}}" } } ] }
        """));
}
