using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Client;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Client;

public sealed class HttpClientTests(RedisFixture redis) : SwarmClientSuite(redis), IClassFixture<RedisFixture>
{
    private protected override void Add(IServiceCollection services) =>
        services.AddSwarmClient(o => (o.Address, o.Token) = (Host.Address, Host.Token));

    [Fact]
    public async Task Submit_WrongToken_IsAnExceptionThatTryingAgainDoesNotMend()
    {
        await using var provider = new ServiceCollection()
            .AddSwarmClient(o => (o.Address, o.Token) = (Host.Address, "wrong")).BuildServiceProvider();

        var failure = await Should.ThrowAsync<SwarmClientException>(() => provider.GetRequiredService<ISwarmClient>().SubmitAsync(new SubmitTask()));

        failure.Transient.ShouldBeFalse();
    }

    [Fact]
    public async Task Submit_NobodyThere_IsAnExceptionThatTryingAgainMayMend()
    {
        await using var provider = new ServiceCollection()
            .AddSwarmClient(o => o.Address = new Uri("http://127.0.0.1:1")).BuildServiceProvider();

        var failure = await Should.ThrowAsync<SwarmClientException>(() => provider.GetRequiredService<ISwarmClient>().SubmitAsync(new SubmitTask()));

        failure.Transient.ShouldBeTrue();
    }
}
