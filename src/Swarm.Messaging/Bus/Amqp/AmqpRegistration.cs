using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Bus.Amqp;

internal static class AmqpRegistration
{
    /// <summary>Before the bus, which would wait without saying for what.</summary>
    public static void AddBrokerWait(this IServiceCollection services, SwarmOptions options)
    {
        services.AddSingleton<AmqpConnection>();
        if (options.Broker is not null)
            services.AddHostedService<BrokerWait>();
    }

    public static void AddAmqp(this IServiceCollection services, SwarmOptions options)
    {
        services.AddKeyedSingleton(AmqpConnection.Sending, (provider, _) => provider.GetRequiredService<AmqpConnection>().Apart(AmqpConnection.Sending));
        services.AddSingleton<IHearing, BrokerHearing>();
        services.AddSingleton<AmqpPublisher>();
        services.AddSingleton<AmqpTopology>();
        if (options.Broker is null)
            services.AddSingleton<IEnvelopeSender, BusEnvelopeSender>();
        else
            services.AddSingleton<IEnvelopeSender, AmqpEnvelopeSender>();
        services.AddSingleton<EventBridge>();
        services.AddSingleton<EventSubscription>();
        services.AddSingleton<ReplySender>();
        services.AddSingleton<ReplyChannel>();
        services.AddSingleton<CommandTaker>();
        if (options.Broker is not null)
            services.AddHostedService<AmqpCommandQueues>();
    }
}
