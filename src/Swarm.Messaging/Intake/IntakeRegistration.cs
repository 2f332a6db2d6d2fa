using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Intake;

internal static class IntakeRegistration
{
    public static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton<RejectedInputLog>();
        services.AddSingleton<CommandIntake>();
        services.AddHostedSingleton<SubmissionQueue>();
        services.AddChannelRefusals();
    }

    /// <summary>For who listens to channels; more than once is once.</summary>
    public static void AddChannelRefusals(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ChannelRefusals>();
    }
}
