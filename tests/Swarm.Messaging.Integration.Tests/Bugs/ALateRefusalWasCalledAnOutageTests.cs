using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Cli.Http;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// On a busy machine a refusal was ready only when the request's 30 s were over. Its text was written, its sending was cancelled, and the answer of
/// an outage was written behind it: 503, with the refusal's code.
/// </summary>
public sealed class ALateRefusalWasCalledAnOutageTests
{
    [Fact]
    public async Task What_is_decided_is_told_although_the_time_for_it_is_over()
    {
        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestAborted = over.Token, RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Response.Body = body;

        await Answers.Broken("UpdateConfiguration", [new Violation("values.Strategy", "fastest", "One of least-busy, random.")]).ExecuteAsync(context);
        await context.Response.BodyWriter.FlushAsync(CancellationToken.None);

        context.Response.StatusCode.ShouldBe(400);
        JsonSerializer.Deserialize<CommandRejected>(body.ToArray(), JsonSerializerOptions.Web)!.Code.ShouldBe("invalid");
    }
}
