using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Client;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Http;
using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>An agent over HTTP went on asking for work until its program ended: the last that it said after a normal stop was that it could not ask, because there is no such agent.</summary>
public sealed class AnAgentThatHadLeftAskedForWorkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_no_longer_asks_when_it_leaves()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(async http =>
        {
            if (http.Request.Method == "GET")
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                ended.TrySetResult();
                return;
            }

            // The one that it had asked is over, or this is never answered.
            await ended.Task.WaitAsync(http.RequestAborted);
            await http.Response.WriteAsJsonAsync(new { command = "deregister-agent", agentId = "b4", status = "removed", breaker = "closed" });
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        await using var link = new HttpAgentLink(
            new SwarmHttp(new SwarmClientOptions { Address = new Uri(address), Timeout = Patience }), "b4", TimeProvider.System, NullLogger<HttpAgentLink>.Instance);
        await link.ListenAsync(null!, _ => { }, CancellationToken.None);
        await asked.Task.WaitAsync(Patience);

        await link.LeaveAsync(new DeregisterAgent { AgentId = "b4" }, CancellationToken.None).WaitAsync(Patience);

        ended.Task.IsCompleted.ShouldBeTrue();
    }
}
