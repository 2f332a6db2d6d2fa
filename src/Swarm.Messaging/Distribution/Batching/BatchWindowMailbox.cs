using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Tasks on their way to their windows: those that come for one while its last step is being committed go together into the next.</summary>
internal sealed class BatchWindowMailbox(SagaRunner<BatchWindowSaga> windows) : SagaMailbox<BatchWindowSaga>(windows);
