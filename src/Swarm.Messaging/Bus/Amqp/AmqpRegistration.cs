using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Hosting;

namespace Swarm.Messaging.Bus.Amqp;

internal static class AmqpRegistration
{
    public static void AddAmqp(this IServiceCollection services, SwarmOptions options)
    {
        services.AddSingleton<AmqpConnection>();
        services.AddSingleton<AmqpPublisher>();
        services.AddSingleton<EventBridge>();
        services.AddSingleton<ReplyChannel>();
        if (options.Broker is not null)
            services.AddHostedService<AmqpCommandQueues>();
    }
}
