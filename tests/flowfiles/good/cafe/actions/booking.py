from rasa_sdk import Action


class BookTable(Action):
    def name(self):
        return "action_book_table"

    def run(self, dispatcher, tracker, domain):
        return []
