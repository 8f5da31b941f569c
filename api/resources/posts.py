"""Single posts over HTTP."""

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api.blueprint import IF_MATCH, Blueprint
from api.identity import current_member
from api.schemas.recognitions import RecognitionSchema
from api.schemas.threads import PostSchema, PostTextSchema
from api.services import posts, recognitions
from api.state import state
from api.versions import require_match, tagged

blp = Blueprint("posts", __name__, description="The messages of a conversation")


@blp.route("/posts/<uuid:post_id>")
class PostById(MethodView):
    @blp.response(200, PostSchema)
    def get(self, post_id: UUID) -> Any:
        """Give one post."""
        with state().database.read() as session:
            return tagged(posts.get(session, post_id, current_member(session)), conditional=False)

    @blp.doc(parameters=[IF_MATCH])
    @blp.arguments(PostTextSchema)
    @blp.response(200, PostSchema)
    def patch(self, data: dict[str, Any], post_id: UUID) -> Any:
        """Change the words of your own post."""
        with state().database.unit_of_work() as session:
            post = posts.rewritable(session, post_id, current_member(session))
            require_match(post)
            posts.rewrite(session, post, now=state().clock(), **data)
            return tagged(post)

    @blp.doc(parameters=[IF_MATCH])
    @blp.response(204)
    def delete(self, post_id: UUID) -> None:
        """Take away your own post, or any post as a moderator; with its last post the thread goes too."""
        with state().database.unit_of_work() as session:
            post = posts.removable(session, post_id, current_member(session))
            require_match(post)
            posts.remove(session, post)


@blp.route("/posts/<uuid:post_id>/recognition")
class PostRecognition(MethodView):
    @blp.response(200, RecognitionSchema)
    def put(self, post_id: UUID) -> Any:
        """Say that you recognise what this post describes; saying it twice counts once."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            return recognitions.give(session, posts.get(session, post_id, member), member)

    @blp.response(200, RecognitionSchema)
    def delete(self, post_id: UUID) -> Any:
        """Take back that you recognise this post."""
        with state().database.unit_of_work() as session:
            member = current_member(session)
            return recognitions.take_back(session, posts.get(session, post_id, member), member)
