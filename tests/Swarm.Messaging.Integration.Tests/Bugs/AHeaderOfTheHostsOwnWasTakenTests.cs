using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A webhook's own <c>X-Swarm-Signature</c> was sent as "mine, sha256=...", and a signature went on with a redirect that leaves the signed body behind. A <c>Content-Length</c> of one's own
/// failed the node as if a server had not answered.
/// </summary>
public sealed class AHeaderOfTheHostsOwnWasTakenTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private RawServer server = null!;
    private WorkflowHost host = null!;

    public async Task InitializeAsync()
    {
        server = new RawServer(head => head.Split(' ')[1] switch
        {
            "/302" => RawServer.SentOn(302, "/ok"),
            "/303" => RawServer.SentOn(303, "/ok"),
            "/307" => RawServer.SentOn(307, "/ok"),
            _ => RawServer.Ok,
        });
        host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(
            o => (o.AllowedHosts, o.WebhookSecret) = ("127.0.0.1", "hush-hush-hush-hush")));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        server.Dispose();
    }

    [Theory]
    [InlineData("webhook", "X-Swarm-Signature", "what the host signs a webhook with")]
    [InlineData("webhook", "x-swarm-timestamp", "what the host signs a webhook with")]
    [InlineData("webhook", "Content-Length", "says how the body is sent")]
    [InlineData("http_request", "content-length", "says how the body is sent")]
    [InlineData("http_request", "Transfer-Encoding", "says how the body is sent")]
    public async Task It_is_refused_and_fails_the_node_where_the_run_brings_it(string type, string header, string why)
    {
        var rule = (await host.RefuseAsync(Workflow(type, "/ok", $$""", "headers": { "{{header}}": "7" }"""))).Violations.ShouldHaveSingleItem().Rule;
        var node = (await host.RunAsync(Workflow(type, "/ok", """, "headers": { "$from": "input.headers" }""", $$"""{ "headers": { "{{header}}": "7" } }"""))).Nodes.ShouldHaveSingleItem();

        rule.ShouldStartWith(header);
        rule.ShouldContain(why);
        node.State.ShouldBe(WorkflowNodeStates.Failed);
        node.Error!.ShouldContain(why);
        server.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_may_bring_a_signature_of_its_own() =>
        (await host.RunAsync(Workflow("http_request", "/ok", """, "headers": { "X-Swarm-Signature": "mine" }"""))).State.ShouldBe(WorkflowStates.Completed);

    [Theory]
    [InlineData("/302", false)]
    [InlineData("/303", false)]
    [InlineData("/307", true)]
    public async Task A_signature_goes_on_with_the_body_it_is_of(string path, bool goesOn)
    {
        (await host.RunAsync(Workflow("webhook", path, """, "body": { "paid": true }"""))).State.ShouldBe(WorkflowStates.Completed);

        server.Asked.Select(a => a.Head.Contains("\nX-Swarm-Signature: ") && a.Head.Contains("\nX-Swarm-Timestamp: ")).ShouldBe([true, goesOn]);
        server.Asked.Last().Head.Contains("X-Swarm-").ShouldBe(goesOn);
    }

    private SubmitWorkflow Workflow(string type, string path, string more, string input = "{}") => WorkflowHost.Parse($$"""
        { "workflowId": "call", "input": {{input}}, "nodes": [ { "id": "call", "type": "{{type}}", "configuration": { "url": "http://{{server.Authority}}{{path}}"{{more}} } } ] }
        """);
}
