using MassTransit;
using Swarm.Messaging.Sagas.Repository;

namespace Swarm.Messaging.Integration.Tests.Repository;

public sealed class QueryCorrelationTests
{
    [Fact]
    public async Task SendQuery_EventCorrelatedByItsData_RefusesAndSaysWhatToDo()
    {
        var repository = new SwarmSagaRepository<OrderSaga>(null!, null!, new OrderDefinition(), null!);

        var refused = await Should.ThrowAsync<NotSupportedException>(
            () => repository.SendQuery<OpenOrder>(null!, null!, Pipe.Empty<MassTransit.Saga.SagaRepositoryQueryContext<OrderSaga, OpenOrder>>()));

        refused.Message.ShouldContain("CorrelateById");
    }
}
