using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A redirect to another host took cookies and keys along, and one to the same host lost <c>Authorization</c>. User and password in a URL were silently not sent;
/// a header with an umlaut failed at the server's cost; errors of redirects ended with a colon and nothing, and a bad <c>Location</c> was told as none.
/// </summary>
public sealed class WhatWasMeantForOneHostWentToAnotherTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private static readonly string[] Meant = ["Authorization", "Cookie", "X-Api-Key", "Proxy-Authorization"];
    private static readonly string[] ForAll = ["Accept", "Accept-Language", "Content-Type", "User-Agent", "Idempotency-Key"];

    private readonly RawServer other = new(_ => RawServer.Ok);
    private RawServer server = null!;
    private WorkflowHost host = null!;

    public async Task InitializeAsync()
    {
        server = new RawServer(head => head.Split(' ')[1] switch
        {
            "/same" => RawServer.SentOn(307, "/ok"),
            "/other" => RawServer.SentOn(307, $"http://{other.Authority}/ok"),
            "/bad" => RawServer.SentOn(307, "http://[bad"),
            "/none" => "HTTP/1.1 307 On\r\nContent-Length: 0\r\n\r\n",
            _ => RawServer.Ok,
        });
        host = await WorkflowHost.StartAsync(redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.AllowedHosts = "127.0.0.1"));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        server.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task To_the_same_scheme_host_and_port_everything_goes_on()
    {
        (await CallAsync("/same")).State.ShouldBe(WorkflowStates.Completed);

        Sent(server, Meant).ShouldBe(Meant);
        Sent(server, ForAll).ShouldBe(ForAll);
    }

    [Fact]
    public async Task To_another_goes_only_what_any_server_may_know()
    {
        (await CallAsync("/other")).State.ShouldBe(WorkflowStates.Completed);

        Sent(other, Meant).ShouldBeEmpty();
        Sent(other, ForAll).ShouldBe(ForAll);
    }

    [Theory]
    [InlineData("/bad", "307 On to a Location that is no address")]
    [InlineData("/none", "307 On without a Location to follow")]
    public async Task Where_a_redirect_does_not_lead_is_told_to_its_end(string path, string end) =>
        (await CallAsync(path)).Errors.ShouldHaveSingleItem().Error.ShouldEndWith(end);

    [Theory]
    [InlineData("""{ "url": "http://u:p@example.org/" }""", "Authorization")]
    [InlineData("""{ "url": "http://example.org/", "headers": { "X-A": "grün" } }""", "X-A: a text of ASCII characters")]
    public async Task What_cannot_be_sent_is_refused(string configuration, string why) =>
        (await host.RefuseAsync(Workflow(configuration))).Violations.ShouldHaveSingleItem().Rule.ShouldContain(why);

    [Theory]
    [InlineData("""{ "url": { "$from": "input.url" } }""", "Authorization")]
    [InlineData("""{ "url": "http://example.org/", "headers": { "X-A": { "$from": "input.name" } } }""", "X-A: a text of ASCII characters")]
    public async Task And_fails_the_node_where_the_run_brings_it(string configuration, string why)
    {
        var node = (await host.RunAsync(Workflow(configuration))).Nodes.ShouldHaveSingleItem();

        (node.ErrorType, node.Attempts).ShouldBe(("invalid", 0));
        node.Error!.ShouldContain(why);
    }

    private static string[] Sent(RawServer to, string[] names) =>
        [.. names.Where(name => to.Asked.Last().Head.Contains($"\n{name}: ", StringComparison.OrdinalIgnoreCase))];

    private static SubmitWorkflow Workflow(string configuration) => WorkflowHost.Parse($$"""
        { "workflowId": "call", "input": { "url": "http://u:p@example.org/", "name": "grün" }, "nodes": [ { "id": "call", "type": "http_request", "configuration": {{configuration}} } ] }
        """);

    private Task<WorkflowDetails> CallAsync(string path) => host.RunAsync(Workflow($$"""
        { "method": "POST", "url": "http://{{server.Authority}}{{path}}", "body": { "amount": 5 }, "headers": { "Authorization": "Bearer x", "Cookie": "a=b", "X-Api-Key": "k",
          "Proxy-Authorization": "Basic x", "Accept": "text/plain", "Accept-Language": "de", "User-Agent": "me" } }
        """));
}
